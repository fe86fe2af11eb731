import { refuse } from '../exchange.ts';
import { badRequest, type Refused, unsupported } from './refusals.ts';

/** The OData options of a request. */
export interface Query {
  /** As sent, for links to the next page. */
  readonly text: string;
  readonly select: readonly string[] | undefined;
  readonly top: number | undefined;
  readonly filter: string | undefined;
  /** Whether the number of all items is asked for. */
  readonly count: boolean;
  readonly skipToken: string | undefined;
  readonly deltaToken: string | undefined;
}

const MOST_PER_PAGE = 999;

const KNOWN = ['$select', '$top', '$filter', '$count', '$search', '$skiptoken', '$deltatoken'];

/** Reads the options; `eventual` is whether the request says `ConsistencyLevel: eventual`. */
export function queryOf(text: string, eventual: boolean): Query | Refused {
  const options = new Map([...new URLSearchParams(text)].map(([name, value]) => [name.toLowerCase(), value]));
  const unknown = [...options.keys()].find((name) => name.startsWith('$') && !KNOWN.includes(name));
  if (unknown !== undefined) return { refused: notSimulated(unknown) };
  if (options.has('$search')) return { refused: searchRefused(eventual) };
  const top = topOf(options.get('$top'));
  if (typeof top === 'object') return top;
  return {
    text,
    select: namesIn(options.get('$select')),
    top,
    filter: options.get('$filter'),
    // Without the header it is ignored, silently (learn.microsoft.com/graph/aad-advanced-queries).
    count: eventual && options.get('$count') === 'true',
    skipToken: options.get('$skiptoken'),
    deltaToken: options.get('$deltatoken'),
  };
}

/** The same options for the next page. */
export function withSkipToken({ text }: Query, token: string): string {
  const kept = text.split('&').filter((option) => option !== '' && !/^(\$|%24)skiptoken=/i.test(option));
  return [...kept, `$skiptoken=${token}`].join('&');
}

function topOf(text: string | undefined): number | undefined | Refused {
  if (text === undefined) return undefined;
  const top = Number(text);
  if (Number.isInteger(top) && top >= 1 && top <= MOST_PER_PAGE) return top;
  const message = `Invalid page size specified: '${text}'. Must be between 1 and ${MOST_PER_PAGE} inclusive.`;
  return { refused: badRequest(message) };
}

function namesIn(select: string | undefined): string[] | undefined {
  const names = select?.split(',').map((name) => name.trim());
  return names?.filter((name) => name !== '');
}

function searchRefused(eventual: boolean) {
  return eventual
    ? notSimulated('$search')
    : unsupported(
        "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
      );
}

/** Better than to ignore what the real service would honour. */
function notSimulated(option: string) {
  return refuse(501, 'NotImplemented', `The simulated directory does not know ${option}.`);
}
