// What the two ends of a link tell each other, as headers of their streams.

/** Path of a question for a name. A connection is asked for by CONNECT. */
export const RESOLVE = "/resolve";
/** Path of the question how many requests the laptop has been sent. */
export const REQUESTS = "/requests";
/** Path by which the laptop says that it takes no more requests. It goes on to ask. */
export const RELEASE = "/release";
export const NAME = "x-name";
export const TYPE = "x-type";
/** Where a connection is to lead to. From the agent to the laptop the port is the intercepted Service's. */
export const HOST = "x-host";
export const PORT = "x-port";
/** Why something failed: Node's code, and a sentence with percent-encoding. */
export const CODE = "x-code";
export const MESSAGE = "x-message";
