import { expect, it } from 'vitest';
import { aMachineId, SUBSCRIPTION } from '../../../test/builders/machine.ts';
import { onMachine, RECONCILE } from './requests.ts';

it('names the machine in the request, so that it can be copied', () => {
  expect(onMachine(`Mend it, then ${RECONCILE}.`, aMachineId())).toBe(
    `Mend it, then POST /api/machines/${SUBSCRIPTION}/rg-web/srv-1/reconcile (function key, or the role Operator).`,
  );
});

it('writes the parts as a path wants them', () => {
  expect(onMachine(RECONCILE, aMachineId('srv-1', 'rg (büro)'))).toContain('/rg%20(b%C3%BCro)/srv-1/reconcile');
});

it('leaves other words alone', () => {
  expect(onMachine('Wait.', aMachineId())).toBe('Wait.');
});
