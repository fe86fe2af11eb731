/** Builds the bundle once before the tests: what they load is what is deployed. */
import { bundle } from '../tools/build.ts';

export async function setup(): Promise<void> {
  await bundle();
}
