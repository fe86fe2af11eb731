import { describe, expect, it } from 'vitest';
import { safeText } from './safeText.ts';

describe('safeText', () => {
  it.each([
    { title: 'plain text', text: 'The Resource was not found.', safe: 'The Resource was not found.' },
    {
      title: 'a URL without its query',
      text: 'GET https://management.azure.com/x/operationstatus/1?t=1&c=MII&s=sig failed',
      safe: 'GET https://management.azure.com/x/operationstatus/1 failed',
    },
    {
      title: 'no bearer token',
      text: 'Authorization: Bearer abc.def-g== was refused',
      safe: 'Authorization: Bearer … was refused',
    },
    { title: 'no bare token', text: 'token eyJhbGciOi.eyJhdWQi.c2ln is expired', safe: 'token … is expired' },
    { title: 'a question as it is', text: 'Is it really gone? Yes.', safe: 'Is it really gone? Yes.' },
  ])('keeps $title', ({ text, safe }) => {
    expect(safeText(text)).toBe(safe);
  });

  it('cuts after 500 characters and shows that it did', () => {
    const cut = safeText('x'.repeat(501));

    expect([cut.length, cut.at(-1)]).toEqual([500, '…']);
  });
});
