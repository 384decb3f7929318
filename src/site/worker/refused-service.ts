// For tests: a manifest that the API server refuses, and why.

export const REFUSED_SERVICE = `# Ports of nodes are 30000 to 32767.
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  ports:
    - port: 80
      nodePort: 80
`;
export const REFUSED_PORT =
  'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767';
