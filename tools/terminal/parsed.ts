/** What `parseArgs` makes of the arguments of a command, or what it says is wrong with them. */
export function parsed<T>(parse: () => T) {
  try {
    return { ok: true, value: parse() } as const;
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) } as const;
  }
}

/** Whether somebody who types this wants to know how the command is used. */
export function asksForHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}
