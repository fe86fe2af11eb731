import { describe, expect, it } from 'vitest';
import { realTime, virtualTime } from './time.ts';

describe('virtual time', () => {
  it('runs what falls due in order of instant, then of planning, and shows each its own instant', () => {
    const time = virtualTime(1000);
    const ran: string[] = [];
    time.after(30, () => ran.push(`late at ${time.now()}`));
    time.after(10, () => ran.push(`first at ${time.now()}`));
    time.after(10, () => ran.push(`second at ${time.now()}`));

    time.advance(30);

    expect(ran).toEqual(['first at 1010', 'second at 1010', 'late at 1030']);
    expect(time.now()).toBe(1030);
  });

  it('runs what was planned on the way, if it falls due on the way', () => {
    const time = virtualTime(0);
    const ran: number[] = [];
    time.after(10, () => time.after(5, () => ran.push(time.now())));
    time.after(10, () => time.after(50, () => ran.push(time.now())));

    time.advance(20);

    expect(ran).toEqual([15]);
    expect(time.next()).toBe(60);
  });

  it('forgets what is called off, and never runs anything before it is told to', () => {
    const time = virtualTime(0);
    let ran = false;
    const callOff = time.after(0, () => {
      ran = true;
    });

    expect(ran).toBe(false);
    callOff();
    time.advance(10);

    expect(ran).toBe(false);
    expect(time.next()).toBeUndefined();
  });
});

describe('real time', () => {
  it('runs what is planned, and nothing that was called off or stopped', async () => {
    const time = realTime();
    const ran: string[] = [];
    time.after(0, () => ran.push('called off'))();
    await new Promise<void>((resolve) => time.after(0, resolve));
    time.after(0, () => ran.push('stopped'));

    time.stop();
    await new Promise((resolve) => setTimeout(resolve, 5));

    expect(ran).toEqual([]);
  });
});
