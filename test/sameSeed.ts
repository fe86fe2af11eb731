/**
 * Every property begins at `SEED`, which is the same from run to run, so that a build fails for its change and not for its
 * luck. `SEED=random` looks for new trouble.
 */
import * as fc from 'fast-check';

const { SEED = '1' } = process.env;

if (SEED !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(SEED) });
