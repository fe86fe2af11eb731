import { describe, expect, it } from 'vitest';
import { httpCall } from './httpCall.ts';

const request = {
  method: 'POST',
  url: new URL('http://127.0.0.1:7071/api/x?a=1&a=2&b='),
  headers: { 'content-type': 'text/plain' },
  body: Buffer.from('hi'),
};

describe('what an HTTP function is called with', () => {
  it('is the whole request, the body as bytes, a repeated query parameter joined', () => {
    expect(httpCall(request, { id: '7' })).toEqual({
      input: {
        http: {
          method: 'POST',
          url: 'http://127.0.0.1:7071/api/x?a=1&a=2&b=',
          nullableHeaders: { 'content-type': { value: 'text/plain' } },
          nullableQuery: { a: { value: '1,2' }, b: { value: '' } },
          nullableParams: { id: { value: '7' } },
          body: { bytes: Buffer.from('hi') },
        },
      },
      triggerMetadata: {},
      traceParent: undefined,
    });
  });

  it('has no body when none came', () => {
    expect(httpCall({ ...request, body: Buffer.alloc(0) }, {}).input.http).not.toHaveProperty('body');
  });
});
