"""The peer: items the way tiangolo/full-stack-fastapi-template serves them, on SQLite.

FastAPI with SQLModel, a session and a user look-up per request, PyJWT, `def` endpoints, offset
paging with a count. Same SQLite settings as ours: WAL, synchronous FULL.
"""

import os
import uuid
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import jwt
from fastapi import APIRouter, Depends, FastAPI, HTTPException, status
from fastapi.security import OAuth2PasswordBearer
from jwt.exceptions import InvalidTokenError
from pydantic import BaseModel, ValidationError
from sqlalchemy import event
from sqlmodel import Field, Relationship, Session, SQLModel, col, create_engine, func, select

SECRET_KEY = os.environ["SECRET_KEY"]
ALGORITHM = "HS256"
engine = create_engine(os.environ["DATABASE_URL"], connect_args={"check_same_thread": False})


@event.listens_for(engine, "connect")
def _settings(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA busy_timeout = 10000")


def now() -> datetime:
    """The time of a new row."""
    return datetime.now(UTC)


class User(SQLModel, table=True):
    """Someone who owns items."""

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    email: str = Field(unique=True, index=True, max_length=255)
    is_active: bool = True
    is_superuser: bool = False
    items: list["Item"] = Relationship(back_populates="owner", cascade_delete=True)


class ItemBase(SQLModel):
    """What an item says."""

    title: str = Field(min_length=1, max_length=255)
    description: str | None = Field(default=None, max_length=4000)


class ItemCreate(ItemBase):
    """What a caller sends."""


class Item(ItemBase, table=True):
    """An item as it is stored."""

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    created_at: datetime = Field(default_factory=now, index=True)
    owner_id: uuid.UUID = Field(foreign_key="user.id", nullable=False, ondelete="CASCADE")
    owner: User | None = Relationship(back_populates="items")


class ItemPublic(ItemBase):
    """What a caller gets."""

    id: uuid.UUID
    owner_id: uuid.UUID
    created_at: datetime | None = None


class ItemsPublic(SQLModel):
    """A page of items and how many there are."""

    data: list[ItemPublic]
    count: int


class TokenPayload(BaseModel):
    """What a token says."""

    sub: str | None = None


reusable_oauth2 = OAuth2PasswordBearer(tokenUrl="/api/v1/login/access-token")


def get_db() -> Generator[Session, None, None]:
    """Give a session for one request."""
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_db)]
TokenDep = Annotated[str, Depends(reusable_oauth2)]


def get_current_user(session: SessionDep, token: TokenDep) -> User:
    """Give the user whom a token names."""
    try:
        payload = jwt.decode(token, SECRET_KEY, algorithms=[ALGORITHM])
        token_data = TokenPayload(**payload)
    except (InvalidTokenError, ValidationError):
        raise HTTPException(status.HTTP_403_FORBIDDEN, "Could not validate credentials") from None
    user = session.get(User, uuid.UUID(token_data.sub))
    if not user:
        raise HTTPException(404, "User not found")
    if not user.is_active:
        raise HTTPException(400, "Inactive user")
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]
router = APIRouter(prefix="/items", tags=["items"])


@router.get("/", response_model=ItemsPublic)
def read_items(
    session: SessionDep, current_user: CurrentUser, skip: int = 0, limit: int = 100
) -> Any:
    """Retrieve items."""
    owned = Item.owner_id == current_user.id
    count = session.exec(select(func.count()).select_from(Item).where(owned)).one()
    newest = select(Item).where(owned).order_by(col(Item.created_at).desc())
    items = session.exec(newest.offset(skip).limit(limit)).all()
    return ItemsPublic(data=[ItemPublic.model_validate(item) for item in items], count=count)


@router.post("/", response_model=ItemPublic)
def create_item(*, session: SessionDep, current_user: CurrentUser, item_in: ItemCreate) -> Any:
    """Create new item."""
    item = Item.model_validate(item_in, update={"owner_id": current_user.id})
    session.add(item)
    session.commit()
    session.refresh(item)
    return item


def first_token() -> str:
    """Make the tables and one user, and give a token of theirs."""
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        user = User(email="ann@acme.example")
        session.add(user)
        session.commit()
        claims = {"sub": str(user.id), "exp": now() + timedelta(days=1)}
    return jwt.encode(claims, SECRET_KEY, algorithm=ALGORITHM)


app = FastAPI()
app.include_router(router, prefix="/api/v1")

if __name__ == "__main__":
    print(first_token())
