import { describe, expect, it } from 'vitest';
import { armErrorIn } from './armError.ts';

const NOTHING = { code: undefined, message: undefined };

describe('armErrorIn', () => {
  it.each([
    { title: 'wrapped', text: '{"error":{"code":"HCRP409","message":"still processing"}}' },
    { title: 'flat', text: '{"code":"HCRP409","message":"still processing"}' },
    {
      title: 'with more in it',
      text: '{"error":{"code":"HCRP409","message":"still processing","target":"t","details":[]}}',
    },
  ])('reads an error that is $title', ({ text }) => {
    expect(armErrorIn(text)).toEqual({ code: 'HCRP409', message: 'still processing' });
  });

  it('reads the half that is there', () => {
    expect(armErrorIn('{"error":{"code":7,"message":"odd"}}')).toEqual({ code: undefined, message: 'odd' });
  });

  it.each([undefined, null, '', '<html>502</html>', 'null', '[]', '{"error":"invalid_client"}', '{"value":[]}'])(
    'finds nothing in %j',
    (text) => {
      expect(armErrorIn(text)).toEqual(NOTHING);
    },
  );
});
