import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { frame } from './frame.ts';
import type { LiveView, ShownMachine } from './liveView.ts';

const machine = (name: string, state: string, message = `Is ${state}.`, reason = state): ShownMachine => ({
  name,
  resourceGroup: 'rg',
  state,
  reason,
  message,
  fix: null,
});
const ready = (number: number) => Array.from({ length: number }, (_, n) => machine(`web-${n + 10}`, 'Ready'));
const granted = (number: number) =>
  Array.from({ length: number }, (_, n) => ({
    names: [`person ${n}`],
    state: 'Granted',
    why: `user at rg-${n}`,
    tone: 'good' as const,
  }));
const drawn = (view: Partial<LiveView>, columns = 80, rows = 24) =>
  frame({ machines: [], seconds: 12, ...view }, { columns, rows, coloured: false });

describe('the frame', () => {
  it('begins with totals', () => {
    const machines = [
      ...ready(23),
      machine('a', 'Failed'),
      ...['b', 'c'].map((name) => machine(name, 'Ineligible')),
      machine('d', 'Excluded'),
      machine('e', 'Discovered', 'Nobody selects it.', 'NotSelected'),
    ];

    expect(drawn({ machines })[0]).toBe('Machines  23 ready · 1 failed · 2 ineligible · 2 left alone · 12 s');
  });

  it('leaves the least important totals out where they have no room, and keeps the time', () => {
    const states = ['Ready', 'Onboarding', 'Waiting', 'Failed', 'Stuck', 'Ineligible', 'Offline', 'Excluded'];
    const machines = states.map((state, n) => machine(`m${n}`, state));

    expect(drawn({ machines }, 60)[0]).toBe('Machines  1 ready · 1 under way · 1 waiting · … · 12 s');
  });

  it('shows what changes first, then what needs a person, and last what is as it should be', () => {
    const states = ['Ready', 'Excluded', 'Ineligible', 'Offline', 'Failed', 'Onboarding'];
    const machines = [
      machine('left', 'Discovered', 'Nobody selects it.', 'NotSelected'),
      machine('new', 'Discovered', 'Not reported yet.', 'NotReported'),
      ...states.map((state) => machine(state.toLowerCase(), state)),
    ];

    expect(
      drawn({ machines })
        .slice(1)
        .map((line) => line.trim().split(/ +/)[0]),
    ).toEqual(['onboarding', 'new', 'failed', 'offline', 'ineligible', 'left', 'excluded', 'ready']);
  });

  it('has one row for machines of which the same is to say', () => {
    expect(drawn({ machines: [...ready(17), machine('web-99', 'Ready', 'Another sentence.')] }).slice(1)).toEqual([
      '  web-10 +16  Ready      Is Ready.',
      '  web-99      Ready      Another sentence.',
    ]);
  });

  it.each([
    [80, 24],
    [200, 60],
    [40, 10],
    [20, 3],
    [80, 1],
  ])('fits a window of %i x %i, and counts what it has no room for', (columns, rows) => {
    const machines = Array.from({ length: 90 }, (_, n) => machine(`m${n}`, 'Failed', `${n}: ${'long '.repeat(60)}`));
    const access = { totals: ['61 granted'], rows: granted(80), log: [], underWay: false };

    const lines = drawn({ machines, access, now: 'Waiting.' }, columns, rows);

    expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 1));
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
    if (rows < 10) return;
    const [machineMore = 0, accessMore = 0] = lines
      .flatMap((line) => /… and (\d+) more/.exec(line)?.[1] ?? [])
      .map(Number);
    expect(machineMore + lines.filter((line) => line.includes('Failed')).length).toBe(90);
    expect(accessMore + lines.filter((line) => line.includes('Granted')).length).toBe(80);
  });

  it('shows people the same way, below, however many machines there are', () => {
    const machines = Array.from({ length: 90 }, (_, n) => machine(`m${n}`, 'Failed', `Fault ${n}.`));
    const access = { totals: ['61 granted', '2 removed'], rows: granted(80), log: [], underWay: false };

    expect(drawn({ machines, access, now: 'Waiting.' }).slice(-8)).toEqual([
      'Access    61 granted · 2 removed',
      ...granted(5).map(({ names: [name], why }) => `  ${name}   Granted    ${why}`),
      '  … and 75 more',
      'Waiting.',
    ]);
  });

  it('cuts the middle of a sentence', () => {
    const machines = [machine('net-01', 'Failed', `The extension is Failed: ${'and so on '.repeat(20)}exit code 51.`)];

    expect(drawn({ machines })[1]).toMatch(/^ {2}net-01 {4}Failed {5}The extension is Failed.*….*exit code 51\.$/);
  });

  it('keeps columns straight where letters are two columns wide', () => {
    const access = {
      totals: ['2 granted'],
      rows: granted(2).map((row, n) => ({ ...row, names: [n === 0 ? '上海运维组' : 'sg-web-operators'] })),
      log: [],
      underWay: false,
    };

    const columns = drawn({ access })
      .slice(2)
      .map((line) => stringWidth(line.slice(0, line.indexOf('Granted'))));

    expect(new Set(columns).size).toBe(1);
  });

  it('keeps what terminals obey out of what others wrote', () => {
    const machines = [machine('a\u001b[2Jb', 'Ready', 'c\u0007\u202ed')];

    expect(drawn({ machines, now: 'e\u009b1mf' }).join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('colours states, where it may', () => {
    const [, line] = frame(
      { machines: [machine('a', 'Failed')], seconds: 1 },
      { columns: 80, rows: 24, coloured: true },
    );

    expect(line).toContain('\u001b[31mFailed    \u001b[39m');
  });
});
