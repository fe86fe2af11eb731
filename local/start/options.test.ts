import { describe, expect, it } from 'vitest';
import { parseStartOptions, USAGE } from './options.ts';

describe('parseStartOptions', () => {
  it('begins with the demo and its own policy', () => {
    expect(parseStartOptions([])).toEqual({
      ok: true,
      options: {
        demo: true,
        once: false,
        port: 7071,
        cloud: 'public',
        dataDir: '.local',
        auth: 'key',
        queueLockMs: 600_000,
      },
    });
  });

  it('takes a policy file, with the demo or without', () => {
    expect(parseStartOptions(['--policy', 'my policy.yaml'])).toMatchObject({
      options: { demo: true, policyFile: 'my policy.yaml' },
    });
    expect(parseStartOptions(['--no-demo', '--policy=./p.yaml'])).toMatchObject({
      options: { demo: false, policyFile: './p.yaml' },
    });
  });

  it.each([
    [['--port', 'abc'], '--port takes a whole number from 0 to 65535, not "abc".'],
    [['--port', '65536'], '--port takes a whole number from 0 to 65535, not "65536".'],
    [['--port='], '--port takes a whole number from 0 to 65535, not "".'],
    [['--port', '1e3'], '--port takes a whole number from 0 to 65535, not "1e3".'],
    [['--queue-lock-seconds', '0'], '--queue-lock-seconds takes a whole number from 1 to 600, not "0".'],
    [['--cloud', 'mars'], '--cloud takes public or china or usgov, not "mars".'],
    [['--auth', 'none'], '--auth takes key or entra, not "none".'],
    [['--data='], '--data takes the name of a folder.'],
    [['--policy', ''], '--policy takes the name of a file.'],
    [['--policy'], "Option '--policy <value>' argument missing."],
    [['--policy', '--no-demo'], "Option '--policy' argument is ambiguous."],
    [['--polycy', 'x'], "Unknown option '--polycy'."],
    [['x'], "Unexpected argument 'x'."],
    [
      ['--port', 'x', '--cloud', 'y'],
      '--port takes a whole number from 0 to 65535, not "x". --cloud takes public or china or usgov, not "y".',
    ],
  ])('says what is wrong with %j, in a sentence', (args, problem) => {
    expect(parseStartOptions(args)).toEqual({ ok: false, problem });
  });

  it('says what it understands', () => {
    expect(USAGE).toMatch(/--policy FILE/);
  });
});
