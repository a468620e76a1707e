-- Readers at a steady pace: each connection asks for one of the paths, as another
-- browser each time, then waits. Arguments: milliseconds to wait, then the paths.
local browsers = { "Firefox", "Chrome", "Safari", "Mastodon", "Bluesky Cardyb", "facebookexternalhit" }
local packings = { "gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "identity" }
local paths, pause = {}, 0

function init(arguments)
  pause = tonumber(table.remove(arguments, 1))
  paths = arguments
  math.randomseed(os.time())
end

function delay()
  return math.random(0, 2 * pause)
end

function request()
  wrk.headers["User-Agent"] = browsers[math.random(#browsers)] .. "/" .. math.random(9999)
  wrk.headers["Accept-Encoding"] = packings[math.random(#packings)]
  return wrk.format("GET", paths[math.random(#paths)])
end

function done(summary, latency)
  local failed = summary.errors
  local lost = failed.connect + failed.read + failed.write + failed.timeout
  io.write(string.format(
    '\n{"asked": %d, "seconds": %.3f, "failed": %d, "p50": %.3f, "p99": %.3f, "worst": %.3f}\n',
    summary.requests, summary.duration / 1e6, lost + failed.status,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
