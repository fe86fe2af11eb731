/** While a second app may be at work under our id, nothing is taken from anybody but those who are denied. */
import type { ChangeRecord } from '../../src/lib/access/apply/changeRecord.ts';
import { minutes } from '../../src/lib/time.ts';
import { makerOf, type Scene } from './scene.ts';

/** A plan that knows nothing of it yet is carried out for so long. */
const CARRIED_OUT_MS = minutes(75);

export function takenBesideTwin(record: ChangeRecord | undefined, scene: Scene): readonly string[] {
  if (record?.reason === 'deny') return [];
  const { there, clock, self } = scene;
  const lists = there.since(clock.now() - CARRIED_OUT_MS);
  if (lists.every((list) => list.some((one) => makerOf(one, scene) === 'twin')))
    return ['another app may be at work under our id'];
  if (self.unknownSince() > clock.now() - CARRIED_OUT_MS) return [];
  const isNamed = lists.every((list) => list.some(({ description }) => description?.includes(' app=') === true));
  return isNamed
    ? ['the app does not know its own object id, and assignments under its installation id name an app']
    : [];
}
