/** `['changes', 0, 'role']` as `changes[0].role`, for people; the empty path as `root`. */
export function fieldPath(path: readonly PropertyKey[], root: string): string {
  if (path.length === 0) return root;
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step) || '""'}`)).join('');
  return text.replace(/^\./, '');
}
