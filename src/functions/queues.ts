/** Names of the queues, for triggers, bindings and clients alike. The host appends `-poison` by itself. */
export const LOOK_QUEUE = 'onboard-machine';
export const LOOK_POISON_QUEUE = `${LOOK_QUEUE}-poison`;
export const RUN_QUEUE = 'plan-access';
export const RUN_POISON_QUEUE = `${RUN_QUEUE}-poison`;
export const CHANGE_QUEUE = 'apply-access';
export const CHANGE_POISON_QUEUE = `${CHANGE_QUEUE}-poison`;
/** Every queue that the host polls for this app. */
export const QUEUES = [LOOK_QUEUE, LOOK_POISON_QUEUE, RUN_QUEUE, RUN_POISON_QUEUE, CHANGE_QUEUE, CHANGE_POISON_QUEUE];

/** The setting that names the storage account: the host's own. */
export const STORAGE_CONNECTION = 'AzureWebJobsStorage';
