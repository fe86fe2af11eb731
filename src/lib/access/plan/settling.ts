/** What is said of an assignment that goes once what covers it instead has taken effect. Pure. */
import { type Instant, toIso } from '../../time.ts';
import type { Withheld } from './change.ts';
import { isSettled, SETTLED_MS } from './cover.ts';
import type { Judgement } from './judgement.ts';

/** What keeps it, and until when. */
export type Settling = Required<Pick<Judgement, 'withheld'>> & Pick<Judgement, 'confirmAt'>;

/** `since`: since when all of it is covered; undefined when something is not, Infinity when nobody knows. */
export function settling(since: Instant | undefined, why: Withheld['why'], now: Instant): Settling | undefined {
  if (since === undefined) return { withheld: why };
  if (isSettled(since, now)) return undefined;
  const { code } = why;
  if (since === Infinity) return { withheld: { code, message: YOUNG } };
  const confirmAt = since + SETTLED_MS;
  return { withheld: { code, message: `${YOUNG} It is at ${toIso(confirmAt)}.` }, confirmAt };
}

const YOUNG = 'What covers it instead must have stood for 15 minutes.';
