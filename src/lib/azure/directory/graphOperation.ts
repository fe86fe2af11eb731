/** The method and what is called, with a star for every id and name: few enough for a metric, and nothing says who it was. */
export function graphOperation(method: string, pathOrLink: string): string {
  const path = /^https:\/\/[^/]*\/[^/]*(?<path>\/.*)$/.exec(pathOrLink)?.groups?.['path'] ?? pathOrLink;
  const [plain = ''] = path.split('?');
  const segments = plain.split('/').filter((segment) => segment !== '');
  // Ids have digits or dashes, user principal names an at sign; what Graph calls things has neither.
  return `${method} ${segments.map((segment) => (/^[$a-z.]+$/i.test(segment) ? segment : '*')).join('/')}`;
}
