// MDN's HTTP Observatory on one address of this machine: node scan.mjs PORT TLS_PORT PATH.
// Its own command knows no other ports than 80 and 443, so its parts are called here.
import { ALL_TESTS } from "@mdn/mdn-http-observatory/src/constants.js";
import { MINIMUM_SCORE_FOR_EXTRA_CREDIT } from "@mdn/mdn-http-observatory/src/grader/charts.js";
import { getGradeForScore, getScoreModifier } from "@mdn/mdn-http-observatory/src/grader/grader.js";
import { retrieve } from "@mdn/mdn-http-observatory/src/retriever/retriever.js";

const [httpPort, httpsPort, path] = process.argv.slice(2);
const answers = await retrieve("localhost", { httpPort, httpsPort, path });
if (answers.responses.auto?.status !== 200) throw new Error(`No answer at ${path}`);

const points = {};
for (const test of ALL_TESTS) {
  const { result } = test(answers);
  points[result] = getScoreModifier(result);
}
// What is more than enough counts only where little is missing.
const all = Object.values(points);
const missing = all.filter((each) => each < 0);
const counted = 100 + sum(missing) >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? all : missing;
const { score, grade } = getGradeForScore(100 + sum(counted));
console.log(JSON.stringify({ score, grade, points }));

function sum(numbers) {
  return numbers.reduce((total, each) => total + each, 0);
}
