/** Version of Locust unless a stack names another one. */
export const LOCUST_VERSION = "2.47.0";
