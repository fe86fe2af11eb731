/** Names of the queues, for triggers, bindings and clients alike. The host appends `-poison` by itself. */
export const LOOK_QUEUE = 'onboard-machine';
export const LOOK_POISON_QUEUE = `${LOOK_QUEUE}-poison`;
export const RUN_QUEUE = 'plan-access';
export const CHANGE_QUEUE = 'apply-access';
/** The setting that names the storage account: the host's own. */
export const STORAGE_CONNECTION = 'AzureWebJobsStorage';
