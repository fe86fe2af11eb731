/** Answers of ARM as they should not be, and what they still tell. */
import { isFields } from '../../local/cloud/rules/exchange.ts';
import type { Truth } from './truth.ts';
import type { Distortion } from './world.ts';

export interface Distorted {
  readonly body: unknown;
  /** What a reader can know of the machine; undefined when the answer says nothing of it. */
  readonly truth: Truth | undefined;
}

/** The answer about a machine, distorted. */
export function distorted(body: unknown, truth: Truth, how: Distortion): Distorted {
  if (!isFields(body)) return { body, truth };
  switch (how) {
    case 'other machine':
      return { body: { ...body, id: `${String(body['id'])}-other` }, truth: undefined };
    case 'tags as a list':
      return {
        body: { ...body, tags: ['ArcEntraSignIn=exclude'] },
        truth: { ...truth, hidden: true, tagsHidden: true },
      };
    case 'extensions as a text':
      return { body: { ...body, resources: '[]' }, truth: { ...truth, hidden: true } };
    case 'no publisher':
      return withoutPublisher(body, truth);
  }
}

/** Hides the sign-in extension, where there is one. */
function withoutPublisher(body: Readonly<Record<string, unknown>>, truth: Truth): Distorted {
  const { resources } = body;
  if (!Array.isArray(resources) || truth.extension === undefined) return { body, truth };
  const odd = resources.map((resource: unknown) => {
    const properties = isFields(resource) ? resource['properties'] : undefined;
    if (!isFields(resource) || !isFields(properties)) return resource;
    const { publisher: _lost, ...rest } = properties;
    return { ...resource, properties: rest };
  });
  return { body: { ...body, resources: odd }, truth: { ...truth, hidden: true } };
}
