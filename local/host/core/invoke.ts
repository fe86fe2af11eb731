import { randomBytes, randomUUID } from 'node:crypto';
import type { RegisteredFunction } from './functionsCore.ts';
import type { App } from './loadApp.ts';
import type { CoreInvocationContext, InvocationResponse, InvocationState, TraceContext, TypedData } from './rpc.ts';

/** What a trigger wants its function to be called with. */
export interface Call {
  /** The value of the trigger's own binding. */
  input: TypedData;
  triggerMetadata: Record<string, TypedData>;
  /** W3C trace parent of the caller; a new trace begins without one. */
  traceParent?: string | undefined;
}

/**
 * One invocation, step by step as the Node worker does it (its `InvocationHandler`): arguments, `preInvocation` hooks,
 * which may replace inputs and handler, the handler, `postInvocation` hooks, which may replace result and error, and
 * the response.
 *
 * @throws whatever the handler or a hook threw, or the library when it cannot convert the result
 */
export async function invoke(app: App, registered: RegisteredFunction, call: Call): Promise<InvocationResponse> {
  const { appHookData } = app.core;
  const core = coreContext(app, registered, call);
  const model = app.model.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();
  const shared = { hookData: {}, appHookData, invocationContext: context };
  const during = async (state: InvocationState, step: () => Promise<unknown>): Promise<unknown> => {
    core.state = state;
    try {
      return await step();
    } finally {
      core.state = undefined;
    }
  };

  const pre = { ...shared, inputs, functionCallback: registered.callback };
  await during('preInvocationHooks', () => app.core.runHooks('preInvocation', pre));

  const post: { error: unknown; result: unknown; inputs: unknown[] } = {
    inputs: pre.inputs,
    result: null,
    error: null,
  };
  const postContext = Object.assign(post, shared);
  try {
    post.result = await during('invocation', () => model.invokeFunction(context, pre.inputs, pre.functionCallback));
  } catch (error) {
    post.error = error;
  }
  await during('postInvocationHooks', () => app.core.runHooks('postInvocation', postContext));

  if (post.error !== null && post.error !== undefined) throw post.error;
  return model.getResponse(context, post.result);
}

function coreContext(app: App, { metadata }: RegisteredFunction, call: Call): CoreInvocationContext {
  const invocationId = randomUUID();
  return {
    invocationId,
    request: {
      invocationId,
      functionId: metadata.name,
      inputData: [{ name: triggerName(metadata.bindings), data: call.input }],
      triggerMetadata: call.triggerMetadata,
      traceContext: traceContext(call.traceParent),
    },
    metadata,
    state: undefined,
    log: (level, category, message) => app.core.emit(level, category, metadata.name, message),
  };
}

function triggerName(bindings: RegisteredFunction['metadata']['bindings']): string {
  const trigger = Object.entries(bindings).find(([, { type }]) => /trigger$/i.test(type));
  if (!trigger) throw new Error('A function without a trigger was registered: the library always adds one.');
  return trigger[0];
}

function traceContext(parent: string | undefined): TraceContext {
  const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
  return { traceParent: parent ?? `00-${hex(16)}-${hex(8)}-01`, traceState: '', attributes: {} };
}
