/** Whether somebody who knows how many assignments there are wants them removed. */

export type Consent = { readonly kind: 'given' } | { readonly kind: 'notGiven'; readonly why: string };

export interface Asked {
  /** How many were confirmed beforehand. */
  readonly yes?: number;
  /** Asks a person; absent when nobody sits at the terminal. Undefined when there is no answer. */
  readonly ask?: ((question: string) => Promise<string | undefined>) | undefined;
}

/** Nothing but the exact number is a yes. */
export async function consentTo(found: number, { yes, ask }: Asked): Promise<Consent> {
  if (yes !== undefined)
    return yes === found ? GIVEN : notGiven(`--yes says ${yes}, and ${found} were found: nothing is removed.`);
  if (ask === undefined)
    return notGiven(`Nobody can be asked here: nothing is removed. When the list is right, say --yes ${found}.`);
  const answer = await ask(`Type the number of assignments (${found}) to remove them: `);
  return answer?.trim() === String(found) ? GIVEN : notGiven('That is not the number: nothing is removed.');
}

const GIVEN: Consent = { kind: 'given' };

function notGiven(why: string): Consent {
  return { kind: 'notGiven', why };
}
