import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './server.ts';

// Which way to talk stands in the arguments: --stdio or --node-ipc.
startServer(createConnection(ProposedFeatures.all));
