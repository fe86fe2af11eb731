/** From the text of the access policy to a policy, or to everything that is wrong with it, each with its place and fix. */
import { type PolicyDocument, readDocument } from './document.ts';
import { type Circumstances, doubts } from './doubts.ts';
import { draftOf } from './draft.ts';
import type { AccessPolicy } from './policy.ts';
import { type Finding, inOrder, type PolicyProblem, problemOf } from './problem.ts';
import { brokenRules } from './rules.ts';
import { policyDocument } from './schema.ts';
import { shapeFindings } from './shape.ts';
import { slipsIn } from './slips.ts';

export interface PolicyContext extends Circumstances {
  /** Names of the tags that selectors may use. */
  readonly trustedTags: readonly string[];
}

export type PolicyRead =
  | { readonly ok: true; readonly policy: AccessPolicy; readonly warnings: readonly PolicyProblem[] }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Reads the access policy, YAML or JSON. Tells all problems at once, in the order of the text; never throws. */
export function parsePolicy(text: string, context: PolicyContext): PolicyRead {
  const read = readDocument(text);
  if (!read.ok) return { ok: false, problems: withSlips(text, read.problems, () => true) };

  const { document } = read;
  const shape = policyDocument.safeParse(document.value);
  const found = [
    ...(shape.error?.issues ?? []).flatMap((issue) => shapeFindings(issue, document)),
    ...brokenRules(draftOf(document.value), context.trustedTags),
  ].filter(({ path }) => !document.isRefused(path));
  const problems = [...document.refused, ...found.map(placedIn(document))];
  if (!shape.success || problems.length > 0) return { ok: false, problems: withSlips(text, problems, isOfComment) };
  return { ok: true, policy: shape.data, warnings: inOrder(doubts(shape.data, context).map(placedIn(document))) };
}

/** Slips come first, since the rest may follow from them, and in place of what is found in the same line because of them. */
function withSlips(
  text: string,
  problems: readonly PolicyProblem[],
  follows: (problem: PolicyProblem) => boolean,
): readonly PolicyProblem[] {
  const slips = slipsIn(text);
  const lines = new Set(slips.map(({ line }) => line));
  return [...slips, ...inOrder(problems.filter((one) => !lines.has(one.line) || !follows(one)))];
}

/** YAML takes a comment of JavaScript for a part of the next key. */
function isOfComment({ message }: PolicyProblem): boolean {
  return /\/[/*]/.test(message);
}

function placedIn(document: PolicyDocument): (finding: Finding) => PolicyProblem {
  return (finding) =>
    problemOf(finding, finding.key === true ? document.atKey(finding.path) : document.at(finding.path));
}
