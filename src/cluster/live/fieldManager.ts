/** The field manager of all that is written of routes, apart from what Pulumi declares. */
export const FIELD_MANAGER = "understudy";
