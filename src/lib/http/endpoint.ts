import type * as z from 'zod';
import type { Who } from './auth.ts';
import type { Problem, ProblemCode } from './problem.ts';

/** One status that an endpoint answers with. */
export interface AnswerSpec {
  readonly description: string;
  /** The body: JSON, or a string when `contentType` is not JSON. It describes what is sent, so it has no transforms. */
  readonly schema: z.ZodType;
  /** Default `application/json; charset=utf-8`. */
  readonly contentType?: string;
  /** Content types in which the same status may carry plain text instead, as for `?format=ps1`. */
  readonly textTypes?: readonly string[];
}

/** The answers of an endpoint by status. */
export type AnswerSpecs = Readonly<Record<number, AnswerSpec>>;

/** What every endpoint has, whatever its types: enough to register, validate and describe it. */
export interface EndpointInfo {
  /** Name of the function, also the `operationId`. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** Route without the prefix, with parameters in braces: `machines/{subscriptionId}/{resourceGroup}/{name}`. */
  readonly route: string;
  readonly who: Who;
  /** One line for lists. */
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject | undefined;
  readonly query?: z.ZodObject | undefined;
  readonly body?: z.ZodType | undefined;
  readonly maxBodyBytes: number;
  readonly answers: AnswerSpecs;
  /** Problems that this endpoint answers beyond those that any endpoint can. */
  readonly problems: readonly ProblemCode[];
  /** Whether a 200 carries an entity tag and a repeated read can be answered with 304. */
  readonly etag: boolean;
  /** Fields of a 200 that differ with every answer: the entity tag leaves them out. */
  readonly volatile: readonly string[];
  /** What becomes of a query parameter that the endpoint does not describe. */
  readonly unknownQuery: 'refused' | 'ignored';
}

/** What a handler is given. `by` is who called, where the platform knows it. */
export interface Input<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly by: string | undefined;
}

/** An answer as `serve` sees it. */
export interface AnyAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly contentType?: string;
  /** Further headers, names in lower case; they win over the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An endpoint with its handler: `Deps` is what the handler needs from outside. */
export interface Endpoint<Deps> extends EndpointInfo {
  readonly handle: (input: Input<unknown, unknown, unknown>, deps: Deps) => Promise<AnyAnswer | Problem>;
}

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

type ParamNames<Route extends string> = Route extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never;

type ParamsOf<Route extends string> = z.ZodObject<Record<ParamNames<Route>, z.ZodType>>;

type TextTypesOf<Spec extends AnswerSpec> = Spec extends { readonly textTypes: readonly string[] }
  ? Spec['textTypes'][number]
  : never;

/** The answers that the specs allow: a status with the body of its schema, or with one of its plain texts. */
export type Answer<Specs extends AnswerSpecs> = {
  [Status in keyof Specs & number]: Pick<AnyAnswer, 'headers'> & { readonly status: Status } & (
      | { readonly body: z.output<Specs[Status]['schema']>; readonly contentType?: never }
      | { readonly body: string; readonly contentType: TextTypesOf<Specs[Status]> }
    );
}[keyof Specs & number];

/** What an author writes. Defaults: 64 KiB of body, no further problems, `etag` for GET, unknown parameters refused. */
export type EndpointDefinition<
  Route extends string,
  Params extends ParamsOf<Route> | undefined,
  Query extends z.ZodObject | undefined,
  Body extends z.ZodType | undefined,
  Specs extends AnswerSpecs,
  Code extends ProblemCode,
  Deps,
> = Omit<EndpointInfo, Defaulted | 'route' | 'params' | 'query' | 'body' | 'answers'> &
  Partial<Pick<EndpointInfo, Exclude<Defaulted, 'problems'>>> & {
    readonly route: Route;
    readonly params?: Params;
    readonly query?: Query;
    readonly body?: Body;
    readonly answers: Specs;
    readonly problems?: readonly Code[];
    readonly handle: (
      input: Input<Output<Params>, Output<Query>, Output<Body>>,
      deps: Deps,
    ) => Promise<Answer<NoInfer<Specs>> | Problem<NoInfer<Code>>>;
  } & ([ParamNames<Route>] extends [never] ? { readonly params?: undefined } : { readonly params: Params });

/** What an author need not say. */
type Defaulted = 'maxBodyBytes' | 'problems' | 'etag' | 'volatile' | 'unknownQuery';

/** A definition after its types have done their work. A method, so that any handler's input fits. */
type ErasedDefinition<Deps> = Omit<EndpointInfo, Defaulted> &
  Partial<Pick<EndpointInfo, Defaulted>> & {
    handle(input: Input<unknown, unknown, unknown>, deps: Deps): Promise<AnyAnswer | Problem>;
  };

/**
 * Defines an endpoint once; registration, validation, problems and the API description follow from it. The handler's
 * input is typed by the schemas, its answers by `answers` and `problems`, and `Deps` by its second parameter:
 *
 *     defineEndpoint({
 *       name: 'getMachine', method: 'GET', route: 'machines/{name}', who: 'read', summary: 'One machine',
 *       params: z.object({ name: z.string() }),
 *       answers: { 200: { description: 'The machine', schema: machine } },
 *       problems: ['unknown-machine'],
 *       handle: async ({ params }, deps: { machines: Machines }) => …,
 *     })
 */
export function defineEndpoint<
  const Route extends string,
  const Specs extends AnswerSpecs,
  Deps = unknown,
  Params extends ParamsOf<Route> | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  const Code extends ProblemCode = never,
>(definition: EndpointDefinition<Route, Params, Query, Body, Specs, Code, Deps>): Endpoint<Deps>;
export function defineEndpoint<Deps>(definition: ErasedDefinition<Deps>): Endpoint<Deps> {
  return {
    maxBodyBytes: 64 * 1024,
    problems: [],
    etag: definition.method === 'GET',
    volatile: [],
    unknownQuery: 'refused',
    ...definition,
    handle: (input, deps) => definition.handle(input, deps),
  };
}
