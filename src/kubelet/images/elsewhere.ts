// Images that the world has and Portolan has not: one who asks for them is to know that it is not their mistake.

import { repositories } from './index.ts';

const HUB = new Set(
  (
    'mysql mariadb mongo memcached rabbitmq wordpress ghost drupal joomla jenkins python golang ruby php perl openjdk eclipse-temurin tomcat jetty ' +
    'elasticsearch kibana logstash fluentd influxdb telegraf cassandra couchdb consul vault registry docker traefik haproxy caddy varnish ' +
    'nextcloud gitea sonarqube neo4j zookeeper solr adminer phpmyadmin amazonlinux centos fedora rockylinux almalinux archlinux hello-world rust gradle maven'
  ).split(' '),
);
const OTHERS = [
  /^docker\.io\/(grafana|prom|bitnami|istio|envoyproxy|hashicorp|portainer|mendhak|moul|fullstorydev|rancher|calico|cilium)\//,
  /^quay\.io\//,
  /^ghcr\.io\//,
  /^registry\.k8s\.io\//,
  /^mcr\.microsoft\.com\//,
];

/** Undefined: for all that is known, nobody has such an image. */
export function notHere(repository: string): string | undefined {
  const isElsewhere =
    HUB.has(repository.replace('docker.io/library/', '')) || OTHERS.some((pattern) => pattern.test(repository));
  if (!isElsewhere) return undefined;
  const have = repositories.map(({ names }) => names[0]!.replace(/^docker\.io\/(library\/)?/, ''));
  return `Portolan does not simulate the image ${repository}. It has: ${[...new Set(have)].sort().join(', ')}`;
}
