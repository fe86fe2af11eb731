/** Brings a failed life back from fast-check's seed and path, with its story: `node test/accessLife/replay.ts SEED PATH`. */
import { hold } from './hold.ts';

const [seed = '1', path] = process.argv.slice(2);
const from = path === undefined ? {} : { path, endOnFailure: true };
const { failure } = await hold({ seed: Number(seed), numRuns: Number(process.env.RUNS ?? 1), ...from });
console.log(failure ?? 'It holds in this world now.');
process.exitCode = failure === undefined ? 0 : 1;
