/** The app's settings by name, as the process environment has them. */
export type AppSettings = Readonly<Record<string, string | undefined>>;

/**
 * Replaces `%NAME%` by the setting NAME, as the host does for queue names and schedules.
 *
 * @throws a sentence naming the setting that is missing
 */
export function resolveSettings(text: string, settings: AppSettings): string {
  return text.replaceAll(/%([^%]+)%/g, (_, name: string) => {
    const value = settings[name];
    if (value === undefined) throw new Error(`"${text}" names the app setting ${name}, which is not set: set it.`);
    return value;
  });
}

/** Whether `AzureWebJobs.NAME.Disabled` is set to 1 or true for this function. */
export function isDisabled(functionName: string, settings: AppSettings): boolean {
  return /^(1|true)$/i.test(settings[`AzureWebJobs.${functionName}.Disabled`] ?? '');
}

/**
 * The connection string that a binding's `connection` means: none or `AzureWebJobsStorage` is the host's own storage,
 * anything else the setting of that name, or of that name behind `AzureWebJobs`.
 *
 * @throws a sentence naming the setting that is missing
 */
export function resolveConnection(connection: string | undefined, settings: AppSettings, hostStorage: string): string {
  if (!connection || connection === 'AzureWebJobsStorage') return hostStorage;
  const value = settings[connection] ?? settings[`AzureWebJobs${connection}`];
  if (value) return value;
  throw new Error(`connection "${connection}" is no app setting: set ${connection} to a storage connection string.`);
}
