import * as z from 'zod';

/** JavaScript has dates up to 8.64e15 (ECMA-262, Time Values and Time Range); this leaves room for sums. */
const LAST = 8e15;

/**
 * An instant as stores hold it. Not every number is one: what is no date cannot be shown (RangeError), and one damaged row
 * must not spoil the list that it is on.
 */
export const instant = z.number().min(0).max(LAST);
