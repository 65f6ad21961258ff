/** What may name the texts that pull requests are told: it stands in a hidden mark and in the names of statuses. */
export const REPORT_NAME = /^(?!.*--)[A-Za-z0-9][\w./-]{0,39}$/;

/** The name, unless another one is given. */
export const DEFAULT_REPORT_NAME = "understudy";
