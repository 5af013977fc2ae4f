"""STOPGAP by the lead until the real room lands: overwrite freely."""
from bot.model import Match, Post
from bot.query import parse
from bot.text import default_engine


def evaluate(q, prepared, engine):
    spans=[]
    for p in q.parts:
        words=p.text.split()
        keys=engine.phrase_keys(words) if p.kind=="phrase" else (engine.query_keys(p.text),)
        found=[(prepared.spans[i][0], prepared.spans[i+len(keys)-1][1]) for i in range(len(prepared.words)-len(keys)+1) if all(prepared.words[i+j].keys & k for j,k in enumerate(keys))]
        if not found: return None
        spans+=found
    return tuple(sorted(set(spans)))

def proposing_keys(q, engine):
    return tuple(k for p in q.parts for k in (engine.phrase_keys(p.text.split()) if p.kind=="phrase" else (engine.query_keys(p.text),)))

def post_keys(prepared): return frozenset(k for t in prepared.words for k in t.keys)

class Percolator:
    def __init__(self, engine=None): self.engine=engine or default_engine(); self.q={}
    def add(self, i, q): self.q[i]=parse(q) if isinstance(q,str) else q
    def remove(self, i): self.q.pop(i,None)
    def match(self, post):
        prepared=self.engine.prepare(post if isinstance(post,str) else post.text)
        return [Match(i,s) for i,q in self.q.items() if (s:=evaluate(q,prepared,self.engine)) is not None]
