import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml } from './html.ts';

/** What a browser makes of character references in text. */
function readHtml(html: string): string {
  const references: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => references[name] ?? '');
}

/** Texts with many of the characters that matter here, among any others, halves of surrogate pairs included. */
const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom('&', '<', '>', '"', "'", ';', '#'),
    fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
  ),
});

describe('escapeHtml', () => {
  it.each([
    ['web-01', 'web-01'],
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    [`" onload='x'`, '&quot; onload=&#39;x&#39;'],
    ['&lt;', '&amp;lt;'],
    ['', ''],
  ])('writes %j as %j', (text, html) => {
    expect(escapeHtml(text)).toBe(html);
  });

  it('reads back as it was and holds nothing that could open a tag or close an attribute', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const html = escapeHtml(text);

        expect(readHtml(html)).toBe(text);
        expect(html).not.toMatch(/[<>"']/);
      }),
    );
  });
});
