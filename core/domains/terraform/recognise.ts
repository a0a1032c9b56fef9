import { baseName, folderOf, type FilePath } from '../../text/filePath.ts';
import type { Units } from '../domain.ts';

/** What declares something that ends TLS, or passes it on. */
const DECLARES =
  /\baws_(?:lb|alb|elb|nat_gateway)\b|\baws_a?lb_listener\b|terraform-aws-(?:modules\/)?(?:alb|elb|vpc)\b/;

/** A module of the workspace that is called may be given other values than its defaults. */
const CALLS = /\bsource\s{0,40}=\s{0,40}"\.{1,2}\//;

/** Copies that terraform init and Terragrunt make of modules. */
const COPIES = /\/\.(?:terraform|terragrunt-cache)\//;

/** Whether a file may be Terraform, by its name: `*.tf`, `*.tfvars`, and what has a say in these. */
export function candidate(path: FilePath): boolean {
  return (/\.tf(?:vars)?$/.test(baseName(path)) || isElsewhere(path)) && !COPIES.test(path);
}

/** Whether a file's text is not evaluated, and has a say all the same: the forms in JSON, and what Terragrunt gives to modules. */
export function isElsewhere(path: FilePath): boolean {
  return /\.tf(?:vars)?\.json$/.test(path) || isTerragrunt(path);
}

/** Whether a file is one of Terragrunt's. */
export function isTerragrunt(path: FilePath): boolean {
  const name = baseName(path);
  return name === 'terragrunt.hcl' || name === 'root.hcl';
}

/** Whether a file of values. */
export function isValues(path: FilePath): boolean {
  return path.endsWith('.tfvars') || path.endsWith('.tfvars.json');
}

/** Whether a file declares a load balancer or a NAT gateway, calls a module of the workspace, or gives variables values. */
export function recognise(path: FilePath, text: string): boolean {
  return candidate(path) && (isElsewhere(path) || isValues(path) || DECLARES.test(text) || CALLS.test(text));
}

/** The `*.tf` files of a folder are one module (https://developer.hashicorp.com/terraform/language/modules): what one uses another may say. */
export const units: Units = {
  of: folderOf,
  joins: (path, text, beside) => !isValues(path) && beside.some((it) => DECLARES.test(it)) && MATTERS.test(text),
};

/** What the declaration of a load balancer may use, or what belongs to it. */
const MATTERS = /\b(?:locals|variable|module)\b|"aws_(?:a?lb_|route53_|acm_|ecs_)/;
