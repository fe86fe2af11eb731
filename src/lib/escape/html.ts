/**
 * Text for HTML: an element's content or a quoted attribute value. Not for a script, a style, a URL or an unquoted
 * attribute, where other rules hold.
 *
 * Rule: the five characters of the OWASP XSS prevention cheat sheet ("HTML context"); `&#39;` because `&apos;` is not
 * in HTML 4.
 */
export function escapeHtml(text: string): string {
  // The ampersand first: it is part of what the others become.
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
