// A PDS (personal data server) as Bluesky runs it, and the directory of identities
// (PLC) that it needs, in one process on 127.0.0.1. Ends with SIGTERM, or when whoever
// started it ends and closes its standard input.
//
// usage: node server.mjs PDS_PORT PLC_PORT DATA_FOLDER JWT_SECRET
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { PDS, envToCfg, envToSecrets, readEnv } from '@atproto/pds'
import plc from '@did-plc/server'

const [pdsPort, plcPort] = process.argv.slice(2, 4).map(Number)
const [data, jwtSecret] = process.argv.slice(4)
const address = `http://127.0.0.1:${pdsPort}`
const secret = () => randomBytes(32).toString('hex')

// Both packages would bind every address of the machine.
function listen(app, port) {
  const server = createServer(app)
  return new Promise((ready, failed) => {
    server.once('error', failed).listen(port, '127.0.0.1', () => ready(server))
  })
}

mkdirSync(join(data, 'blobs'), { recursive: true })
const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: plcPort })
const directoryServer = await listen(directory.app, plcPort)

const env = {
  ...readEnv(),
  port: pdsPort,
  hostname: 'localhost',
  devMode: true, // also lets it ask addresses of this machine
  dataDirectory: data,
  blobstoreDiskLocation: join(data, 'blobs'),
  blobstoreDiskTmpLocation: join(data, 'blobs-tmp'),
  didPlcUrl: `http://localhost:${plcPort}`, // a name: literal addresses are refused
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  enableDidDocWithSession: true, // as on Bluesky's own hosts
  jwtSecret,
  adminPassword: secret(),
  dpopSecret: secret(),
  plcRotationKeyK256PrivateKeyHex: secret(),
}
const config = envToCfg(env)
config.service.publicUrl = address // what identities say where their PDS is
if (config.oauth) config.oauth.issuer = address
const pds = await PDS.create(config, envToSecrets(env))
pds.app.listen = (port) => createServer(pds.app).listen(port, '127.0.0.1')
await pds.start()
console.log(`ready ${address}`)

let ending = false
async function end() {
  if (ending) return
  ending = true
  setTimeout(() => process.exit(1), 5000).unref()
  await pds.destroy()
  directoryServer.closeAllConnections()
  directoryServer.close()
  process.exit(0)
}
process.on('SIGTERM', end)
process.on('SIGINT', end)
process.stdin.on('end', end).resume()
