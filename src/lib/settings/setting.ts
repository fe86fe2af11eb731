/** One setting: its key, what it may say, what it means, and how it is read. The same table makes docs/settings.md. */
import * as z from 'zod';
import { hours, minutes, seconds } from '../time.ts';

export interface Setting<T> {
  /** Name of the environment variable. */
  readonly key: string;
  /** What is used when the variable is missing or empty. */
  readonly default?: string;
  /** Must be given: there is no default, and nothing works without it. */
  readonly required?: boolean;
  /** What the text must look like, for people: `public, china or usgov`. */
  readonly shape: string;
  readonly meaning: string;
  /** Carries secrets: its value is never shown. */
  readonly secret?: boolean;
  /**
   * Reads the text; undefined comes in when it is missing and has no default. Messages complete "KEY …"; a custom issue
   * may bring its own fix in `params`.
   */
  readonly read: z.ZodType<T, string | undefined>;
}

/** A line of the table; the type of its value comes from how it is read. */
export function setting<T>(definition: Setting<T>): Setting<T> {
  return definition;
}

/** A setting that is wrong: which, what is wrong with it, and how to mend it. */
export interface SettingProblem {
  readonly key: string;
  readonly message: string;
  readonly fix: string;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A GUID, lower case. */
export const guid = z
  .string()
  .regex(GUID, { error: ({ input }) => `has "${String(input)}", which is not a GUID` })
  .transform((text) => text.toLowerCase());

/** The entries of a comma-separated list, trimmed, empty ones left out. Commas alone are a slip, and no empty list. */
export const list = z.string().transform((text, context) => {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  if (text.trim() !== '' && entries.length === 0) {
    context.addIssue({ code: 'custom', message: 'has only commas' });
    return z.NEVER;
  }
  return entries;
});

/** A whole number in a range. */
export const number = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'is not a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `is below ${min}`).max(max, `is above ${max}`));

/** When a timer runs: seconds first. */
export const ncrontab = z.string().regex(/^(\S+\s+){5}\S+$/, 'does not have six fields');

/** An ISO 8601 duration of days, hours, minutes and seconds, as milliseconds. */
export const duration = z.string().transform((text, context) => {
  const match = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  if (match === null) {
    context.addIssue({ code: 'custom', message: 'is not a duration such as PT24H' });
    return z.NEVER;
  }
  const [days = 0, h = 0, m = 0, s = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return hours(24 * days + h) + minutes(m) + seconds(s);
});

/** An https URL without a trailing slash. */
export const httpsUrl = z
  .url({ protocol: /^https$/, error: 'is not an https URL' })
  .transform((text) => text.replace(/\/+$/, ''));
