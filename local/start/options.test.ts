import { describe, expect, it } from 'vitest';
import { parseStartOptions, USAGE } from './options.ts';

describe('parseStartOptions', () => {
  it('begins with the demo and its own policy', () => {
    expect(parseStartOptions([])).toEqual({
      demo: true,
      once: false,
      port: 7071,
      cloud: 'public',
      dataDir: '.local',
      auth: 'key',
      queueLockMs: 600_000,
    });
  });

  it('takes a policy file, with the demo or without', () => {
    expect(parseStartOptions(['--policy', 'my policy.yaml'])).toMatchObject({
      demo: true,
      policyFile: 'my policy.yaml',
    });
    expect(parseStartOptions(['--no-demo', '--policy=./p.yaml'])).toMatchObject({
      demo: false,
      policyFile: './p.yaml',
    });
  });

  it.each([[['--policy']], [['--policy', '']], [['--policy', '--no-demo']], [['--polycy', 'x']], [['--port', 'x']]])(
    'refuses %j',
    (args) => {
      expect(() => parseStartOptions(args)).toThrow(/./);
    },
  );

  it('says what it understands', () => {
    expect(USAGE).toMatch(/--policy FILE/);
  });
});
