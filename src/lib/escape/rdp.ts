/**
 * Text as the value of one line of an `.rdp` file, `username:s:${rdpValue(user)}`. The format is `name:type:value` to
 * the end of the line and knows no escapes, so whatever could end the line or hide in it is dropped: control
 * characters, Unicode line and paragraph separators, and the byte order mark.
 *
 * Rule: learn.microsoft.com/azure/virtual-desktop/rdp-properties (one `name:type:value` a line). Without this, a user
 * name with a line break could add a setting such as a drive redirection or a program to start.
 */
export function rdpValue(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g, '');
}
