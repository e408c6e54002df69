"""The ceiling of every page: a Flask application that says hello and does nothing else."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
@app.get("/healthz")
def hello() -> str:
    return "hello"
