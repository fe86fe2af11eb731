/** Brings a failed run back from fast-check's seed and path, with its story. */
import { hold } from './hold.ts';
import { PROPERTIES, type PropertyName } from './properties.ts';

/** Runs that one world again and prints what happens in it; answers whether the property holds. */
export async function replay(property: string, seed: number, path: string): Promise<boolean> {
  if (!isProperty(property)) throw new Error(`--property is one of ${Object.keys(PROPERTIES).join(', ')}.`);
  const { failure } = await hold(property, { seed, path, endOnFailure: true, numRuns: 1 });
  console.log(failure ?? 'The property holds in this world now.');
  return failure === undefined;
}

function isProperty(name: string): name is PropertyName {
  return name in PROPERTIES;
}
