// What Bluesky's own library makes of texts: one JSON object a line in, one out.
import { createInterface } from 'node:readline'
import { RichText } from '@atproto/api'

const spans = (facets) =>
  facets.flatMap(({ index, features }) =>
    features.map((feature) => [index.byteStart, index.byteEnd, feature.uri ?? feature.tag]),
  )

for await (const line of createInterface({ input: process.stdin })) {
  const { text, facets } = JSON.parse(line)
  const given = new RichText({ text })
  const said = facets.map(({ index }) =>
    given.unicodeText.slice(index.byteStart, index.byteEnd),
  )
  given.detectFacetsWithoutResolution()
  console.log(
    JSON.stringify({
      graphemes: given.graphemeLength,
      bytes: given.length,
      said,
      found: spans(given.facets ?? []),
    }),
  )
}
