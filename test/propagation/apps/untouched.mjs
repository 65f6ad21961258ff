import { createServer, Agent as HttpAgent, request } from "node:http";
import { connect, createServer as createHttp2Server } from "node:http2";
import { createServer as createHttpsServer, request as requestHttps } from "node:https";
import * as grpc from "@grpc/grpc-js";
import express from "express";
import fastify from "fastify";
import { Agent, interceptors, request as requestUndici } from "undici";
import { start } from "./chain.mjs";

await start({
  http: { Agent: HttpAgent, createServer, request },
  https: { createServer: createHttpsServer, request: requestHttps },
  http2: { connect, createServer: createHttp2Server },
  express,
  fastify,
  grpc,
  undici: { Agent, interceptors, request: requestUndici },
});
