/** A code and the text that came with it, for people. What the client of Azure says names the code already. */
export function coded({ code, message }: { readonly code: string; readonly message: string }): string {
  return message.includes(code) ? message : `${code}: ${message}`;
}
