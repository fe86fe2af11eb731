/**
 * Text as an OData string literal, quotes included: `displayName eq ${odataString(name)}`. It is not yet safe in a
 * URL: whoever builds the query string percent-encodes it like any other value.
 *
 * Rule: OData 4.01 ABNF, `string = SQUOTE *( SQUOTE-in-string / pchar-no-SQUOTE ) SQUOTE`: a quote is doubled, and
 * nothing else is special.
 */
export function odataString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
