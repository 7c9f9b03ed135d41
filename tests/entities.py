"""An entity as another catalog writes it, with much that is not ours to say."""

from __future__ import annotations

FOREIGN = """\
apiVersion: backstage.io/v1beta1
kind: Component
metadata:
  name: their-app
  title: Their app
  description: Shows what is where.
  labels:
    acme.example/cost-centre: "1234"
    microapp.dev/tier: T1
  annotations:
    microapp.dev/owner: eve@acme.example
    microapp.dev/team: People and Culture
    backstage.io/source-location: url:https://git.acme.example/people/their-app/tree/main/
    backstage.io/techdocs-ref: dir:.
    pagerduty.com/integration-key: "0x1F"
    acme.example/odd: "{{ 7*7 }}: 'x'\\n\u00e9"
  tags: [java, microapp, team-a]
  links:
    - {url: https://dash.acme.example/d/1, title: Dashboard, icon: dashboard, type: dash}
    - {url: "mailto:people@acme.example"}
  acme: {level: 3, ratio: 0.5, live: true, gone: null, text: "3"}
spec:
  type: website
  lifecycle: production
  owner: user:people/eve.example
  system: hiring
  subcomponentOf: component:default/portal
  dependsOn: [resource:default/people-db, component:mailer]
  dependencyOf: [component:front]
  providesApis: [people-api]
  consumesApis: [api:default/mail]
"""
CLAIM = "microapp.dev/stage-claimed"
