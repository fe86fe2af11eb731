import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { LiveView } from './liveView.ts';
import { createScreen } from './screen.ts';
import { terminalOf } from './testing/terminal.ts';

const view = (number: number, more: Partial<LiveView> = {}): LiveView => ({
  machines: Array.from({ length: number }, (_, n) => ({
    name: `web-${n}`,
    resourceGroup: 'rg-web',
    state: 'Failed',
    reason: 'InstallFailed',
    message: `Fault ${n}.`,
    fix: null,
  })),
  seconds: 1,
  ...more,
});
const OUTCOMES = Array.from({ length: 40 }, (_, n) => `Outcome ${n}`);

describe.each([
  [80, 24],
  [200, 60],
])('the screen on a terminal of %i x %i', (columns, rows) => {
  it('keeps every line that is said, to the end', async () => {
    const terminal = terminalOf(columns, rows);
    const screen = createScreen(terminal.out, true);

    screen.say('Building.');
    screen.show(view(36));
    screen.say('The plan.');
    screen.show(view(35));
    screen.end();
    screen.say(...OUTCOMES);
    screen.say('Stopping.');

    expect(await terminal.all()).toEqual(['Building.', 'The plan.', ...OUTCOMES, 'Stopping.']);
  });

  it('draws in place, below what was said', async () => {
    const terminal = terminalOf(columns, rows);
    const screen = createScreen(terminal.out, false);

    screen.say('Building.');
    for (const number of [1, 36, 90, 2]) screen.show(view(number));

    expect(await terminal.all()).toEqual([
      'Building.',
      'Machines  2 failed · 1 s',
      '  web-0     Failed     Fault 0.',
      '  web-1     Failed     Fault 1.',
    ]);
  });

  it('leaves nothing behind of names whose letters are two columns wide', async () => {
    const terminal = terminalOf(columns, rows);
    const screen = createScreen(terminal.out, false);
    const access = (name: string) => ({
      totals: ['1 granted'],
      rows: [{ names: [name], state: 'Granted', why: '管理员'.repeat(60), tone: 'good' as const }],
      log: [],
      underWay: false,
    });

    screen.show(view(0, { access: access('上海运维组') }));
    screen.show(view(0, { access: access('Ida') }));
    screen.end();

    expect(await terminal.all()).toEqual(['']);
  });

  it('fits the window anew when that changes', async () => {
    const terminal = terminalOf(columns, rows);
    const screen = createScreen(terminal.out, false);

    screen.show(view(90));
    await terminal.resize(columns, rows - 10);

    expect((await terminal.window()).slice(-2)).toEqual([`  … and ${90 - (rows - 13)} more`, '']);
  });

  it('breaks lines between words, indented like their text, and never an address', async () => {
    const terminal = terminalOf(columns, rows);
    const screen = createScreen(terminal.out, false);
    const address = `https://learn.microsoft.com/${'a'.repeat(columns)}`;

    screen.say(`  → ${'word '.repeat(columns / 5)}`, address);

    const [first = '', second = ''] = await terminal.all();
    expect([first.length <= columns, second]).toEqual([true, '    word']);
    expect((await terminal.all()).slice(2).join('')).toBe(address);
  });
});

describe('the screen of a log', () => {
  it('tells each machine and each change of access when it is news', () => {
    const out = new PassThrough();
    const screen = createScreen(out, true);
    const access = { totals: [], rows: [], log: ['Ida Granted user at rg-web'], underWay: false };

    screen.say('Building.');
    for (const shown of [view(1), view(1, { access }), view(2, { access, now: 'Waiting.' })]) screen.show(shown);
    screen.end();
    screen.say('Stopping.');

    const lines = String(out.read()).split('\n');
    expect(lines.map((line) => line.replace(/^\d{4}-\S+Z /, ''))).toEqual([
      'Building.',
      'web-0 Failed InstallFailed: Fault 0.',
      'Ida Granted user at rg-web',
      'web-1 Failed InstallFailed: Fault 1.',
      'Waiting.',
      'Stopping.',
      '',
    ]);
  });

  it('outlives its terminal', () => {
    const out = new PassThrough();
    createScreen(out, true);

    expect(() => out.emit('error', new Error('EIO'))).not.toThrow();
  });
});
