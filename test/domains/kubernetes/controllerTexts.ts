import { folder, type Folder, type Texts } from './folder.ts';

/** What ingress controllers make of a folder. */
export function controllerFolder(texts: Texts): Folder {
  return folder(texts, /nginx/);
}

/** Documents of one file. */
export function documents(...texts: readonly string[]): string {
  return `${texts.map((it) => it.trim()).join('\n---\n')}\n`;
}

/** An Ingress for one host. @param head lines of its metadata, indented by two; `spec`, of its spec. */
export function ingress(head = '', spec = ''): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: orders
  namespace: shop
${head}spec:
  ingressClassName: nginx
${spec}  rules:
    - host: orders.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: orders
                port:
                  number: 8443
`;
}

/** Annotations for `ingress`. */
export function annotations(entries: Readonly<Record<string, string>>): string {
  return `  annotations:\n${Object.entries(entries)
    .map(([name, value]) => `    ${name}: ${JSON.stringify(value)}\n`)
    .join('')}`;
}

/** A Deployment of a controller. */
export function controller(image: string, args: readonly string[], namespace = 'ingress'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: controller
  namespace: ${namespace}
spec:
  template:
    spec:
      containers:
        - name: controller
          image: ${image}
          args:
${args.map((it) => `            - ${it}\n`).join('')}`;
}

/** A ConfigMap. */
export function configMap(name: string, data: string, namespace = 'ingress'): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  namespace: ${namespace}
${data}`;
}

/** The images of both projects. */
export const IMAGES = {
  ingressNginx: 'registry.k8s.io/ingress-nginx/controller:v1.15.1@sha256:0123456789abcdef',
  f5: 'nginx/nginx-ingress:5.5.4',
} as const;
