/**
 * What the host and the `@azure/functions` library say to each other: the part of `@azure/functions-core` (the module
 * that the Node worker supplies) which library 4.16.5 uses. Field names are those of the worker's protocol.
 */

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';
export type LogCategory = 'user' | 'system' | 'customMetric';

/** One value on its way in or out; exactly one field is set. */
export interface TypedData {
  string?: string | null;
  /** JSON text. */
  json?: string | null;
  bytes?: Uint8Array | null;
  int?: number | null;
  double?: number | null;
  http?: HttpData | null;
}

export interface NullableValue<T> {
  value?: T | null;
}

/** An HTTP request on its way in, an HTTP response on its way out. */
export interface HttpData {
  method?: string;
  url?: string;
  nullableHeaders?: Record<string, NullableValue<string>>;
  nullableQuery?: Record<string, NullableValue<string>>;
  nullableParams?: Record<string, NullableValue<string>>;
  body?: TypedData | null;
  /** Decimal text. */
  statusCode?: string;
  headers?: Record<string, string>;
  cookies?: HttpCookie[];
}

export interface HttpCookie {
  name: string;
  value: string;
  domain?: NullableValue<string> | undefined;
  path?: NullableValue<string> | undefined;
  /** Seconds since 1970. */
  expires?: NullableValue<{ seconds?: number | null }> | undefined;
  secure?: NullableValue<boolean> | undefined;
  httpOnly?: NullableValue<boolean> | undefined;
  sameSite: 'none' | 'lax' | 'strict' | 'explicitNone';
  /** Seconds. */
  maxAge?: NullableValue<number> | undefined;
}

/** A trigger, input or output as registered; the other fields are the options of its type. */
export interface Binding {
  type: string;
  direction: 'in' | 'out';
  [option: string]: unknown;
}

export interface FunctionMetadata {
  name: string;
  /** By binding name; `$return` is the return value. */
  bindings: Record<string, Binding>;
  retryOptions?: unknown;
}

export type FunctionCallback = (...args: unknown[]) => unknown;

export interface TraceContext {
  /** W3C trace context, `00-<trace>-<span>-<flags>`. */
  traceParent: string;
  traceState: string;
  attributes: Record<string, string>;
}

export interface InvocationRequest {
  invocationId: string;
  functionId: string;
  inputData: { name: string; data: TypedData }[];
  triggerMetadata: Record<string, TypedData>;
  traceContext: TraceContext;
}

export interface InvocationResponse {
  returnValue?: TypedData | null;
  outputData?: { name: string; data: TypedData }[] | null;
}

export type InvocationState = 'preInvocationHooks' | 'invocation' | 'postInvocationHooks';

export interface CoreInvocationContext {
  invocationId: string;
  request: InvocationRequest;
  metadata: FunctionMetadata;
  state: InvocationState | undefined;
  log(level: LogLevel, category: LogCategory, message: string): void;
}

export interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
}

export interface ProgrammingModel {
  name: string;
  version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel;
  getCapabilities?(capabilities: Record<string, string>): Promise<Record<string, string>>;
}
