"""Outreach workers of a fault run: a key that signs tokens, and somebody who asks the API. openssl, nothing else."""

import base64
import http.client
import json
import subprocess
import time

TEAMS = ["vroegsignalering", "jongerenteam", "escamp", "centrum", "laak", "haagse-hout"]
ISSUER = "https://aanmelden.example.nl"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Provider:
    """Makes tokens as an identity provider does; its public key stands in a JWKS file."""

    def __init__(self, rig):
        self.key = rig.path("provider.pem")
        subprocess.run(["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", self.key],
                       check=True, capture_output=True)
        modulus = subprocess.run(["openssl", "rsa", "-in", self.key, "-noout", "-modulus"], check=True, capture_output=True)
        number = bytes.fromhex(modulus.stdout.decode().strip().removeprefix("Modulus="))
        self.jwks = rig.write("jwks.json", json.dumps({"keys": [
            {"kty": "RSA", "kid": "proef", "use": "sig", "alg": "RS256", "n": base64url(number), "e": "AQAB"}]}))

    def token(self, worker, roles=("medewerker",), teams=TEAMS, audience="seinpost"):
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": audience, "sub": worker, "name": "Proef", "iat": now - 5, "exp": now + 3600,
                  "roles": list(roles), "teams": list(teams)}
        parts = [base64url(json.dumps(part).encode()) for part in ({"alg": "RS256", "kid": "proef", "typ": "JWT"}, claims)]
        signed = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.key], input=".".join(parts).encode(),
                                check=True, capture_output=True)
        return ".".join([*parts, base64url(signed.stdout)])

    def configuration(self, listen, board):
        """The section of a configuration that lets its tokens in."""
        return (f"outreach:\n  listen: 127.0.0.1:{listen}\n  board: {board}\n  activity: urn:proef:verwerking:1\n"
                f"  access:\n    openid: {{issuer: '{ISSUER}', client: seinpost, audience: seinpost, keys: {self.jwks}}}\n")


class Worker:
    """Asks the API; (0, None) when nobody answers."""

    def __init__(self, port, token):
        self.port, self.token = port, token

    def ask(self, method, path, body=None, key=None, timeout=20):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = {"Authorization": f"Bearer {self.token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None
        except (OSError, http.client.HTTPException, ValueError):
            return 0, None
        finally:
            connection.close()

    def tasks(self, **choices):
        query = "&".join(f"{name}={value}" for name, value in choices.items())
        status, answer = self.ask("GET", f"/v1/taken?{query}")
        return answer["results"] if status == 200 else []
